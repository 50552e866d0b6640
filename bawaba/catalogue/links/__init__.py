"""Does an address still answer? One probe, and many of them politely."""
