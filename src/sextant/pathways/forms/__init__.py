"""What people say of themselves, their week and their course, validated."""
