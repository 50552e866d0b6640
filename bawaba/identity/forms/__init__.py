"""What people write into the identity room's pages."""
