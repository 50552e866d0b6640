"""The study's pages: what everybody reads, what those who lead it do, what an administration sees of itself."""
