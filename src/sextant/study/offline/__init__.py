"""What works without a network: the service worker, copies of resources, the page that stands in for all others."""
