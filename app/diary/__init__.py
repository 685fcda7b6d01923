"""Who and what is free when: rotas, and holds that cannot overlap."""
