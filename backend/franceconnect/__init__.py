"""FranceConnect: signing in with the State's identity service, over OpenID Connect."""
