"""Our chat page beside deep-chat, in the same browser, by the same code, in the same run."""
