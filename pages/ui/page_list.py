"""The pages that there are, in the navigation's order: file, address, icon."""

from __future__ import annotations

PAGES = (
    ("overview", "tong-quan", ":material/dashboard:"),
    ("concerns", "can-quan-tam", ":material/priority_high:"),
    ("compare", "so-sanh", ":material/bar_chart:"),
    ("trends", "dien-bien", ":material/timeline:"),
    ("district", "ho-so-quan", ":material/location_city:"),
    ("briefing", "ban-trinh-bay", ":material/slideshow:"),
    ("sources", "nguon-so-lieu", ":material/description:"),
    ("whats_new", "thay-doi", ":material/compare_arrows:"),
    ("upload", "nhap-so-lieu", ":material/upload_file:"),
    ("keeping", "van-hanh", ":material/health_and_safety:"),
)
