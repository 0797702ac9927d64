"""Mail: its texts, its sending, and the queue that loses none."""
