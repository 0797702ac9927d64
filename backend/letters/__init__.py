"""Letters: written as PDF, put in a folder that a print room takes."""
