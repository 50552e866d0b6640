"""Papers that people keep: receipts and decisions as PDF/UA, in their language."""
