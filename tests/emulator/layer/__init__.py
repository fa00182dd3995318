"""What stands between the scanner and moto: identities, refusals, and the answers that moto lacks."""
