"""Who is insured: the registry, its import, and the matching of what people say with it."""
