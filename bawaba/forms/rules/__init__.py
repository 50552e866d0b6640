"""What forms compute: kinds of fields, definitions, answers, schemas, cost. Plain Python, no Django."""
