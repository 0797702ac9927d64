"""The captcha: characters to copy from a picture, or to hear in French."""
