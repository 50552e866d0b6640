"""Where agents and supervisors handle requests."""
