"""Files of maps and figures, as arrays in degrees (WGS84). Heavy libraries load with the modules inside."""
