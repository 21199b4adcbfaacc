"""newsgen: a static news-site generator for Arabic newsrooms."""
