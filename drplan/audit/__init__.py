"""What the signed records prove: controls, corrective actions, and how far each service is proven. Pure."""
