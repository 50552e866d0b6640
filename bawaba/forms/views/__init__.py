"""The room's pages: filling a form in, and building one."""
