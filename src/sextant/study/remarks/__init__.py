"""What readers say of resources, and the queue of those who keep them right."""
