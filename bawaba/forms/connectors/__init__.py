"""Once-only connectors: how the site asks another administration for what it holds of a person."""
