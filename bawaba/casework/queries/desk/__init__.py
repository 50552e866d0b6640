"""What agents and supervisors read at their desks. Each query states how many SQL queries it makes."""
