"""Line icons, drawn for Orken on a 24 by 24 grid; each is the content of one ``<svg>`` with a stroke of 1.75."""

from __future__ import annotations

from typing import Final

ICONS: Final[dict[str, str]] = {
    "add": '<path d="M12 5v14M5 12h14"/>',
    "alert": '<path d="M12 4 2.8 20h18.4L12 4Z"/><path d="M12 10v4.5M12 17.4v.1"/>',
    "arrow": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "back": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="2"/><path d="M4 10.5h16M8.5 3v4M15.5 3v4"/>',
    "certificate": '<rect x="3.5" y="4" width="17" height="12.5" rx="2"/><path d="M7 8.5h6M7 12h3.5"/>'
    '<circle cx="16" cy="13.5" r="2.5"/><path d="m14.7 15.7-.7 4.8 2-1.2 2 1.2-.7-4.8"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "chevron": '<path d="m7 10 5 5 5-5"/>',
    "circle": '<circle cx="12" cy="12" r="8"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>',
    "close": '<path d="m6.5 6.5 11 11M17.5 6.5l-11 11"/>',
    "correct": '<path d="M4 9h9.5a5 5 0 0 1 0 10H9"/><path d="M8 4.5 3.5 9 8 13.5"/>',
    "document": '<path d="M6 3.5h8l4.5 4.5v12.5H6z"/><path d="M13.5 3.5V8.5h5M9 13h6M9 16.5h6"/>',
    "done": '<circle cx="12" cy="12" r="8.5"/><path d="m8 12.3 2.8 2.8 5.2-5.6"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"/>',
    "external": '<path d="M13.5 4.5h6v6M19 5l-8.5 8.5M17.5 14v5.5h-13v-13H10"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "half": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor"/>',
    "inbox": '<path d="M4 13.5 6.5 5h11l2.5 8.5V19H4z"/><path d="M4 13.5h4.5a3.5 3.5 0 0 0 7 0H20"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.2M12 7.8v.1"/>',
    "language": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17-5-5-5-12 0-17Z"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "minus": '<circle cx="12" cy="12" r="8.5"/><path d="M8 12h8"/>',
    "organisation": '<path d="M5 20.5v-16h9v16M14 9.5h5v11M3 20.5h18"/><path d="M8 8.5h3M8 12h3M8 15.5h3"/>',
    "pause": '<circle cx="12" cy="12" r="8.5"/><path d="M10 9v6M14 9v6"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>',
    "print": '<path d="M7 8.5V4h10v4.5M7 17H4V8.5h16V17h-3"/><path d="M7 14h10v6H7z"/>',
    "refused": '<circle cx="12" cy="12" r="8.5"/><path d="m9 9 6 6M15 9l-6 6"/>',
    "retry": '<path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3.5v4h-4"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.3 15.3 5.2 5.2"/>',
    "shield": '<path d="M12 3 4.5 6v5.5c0 4.5 3 7.8 7.5 9.5 4.5-1.7 7.5-5 7.5-9.5V6z"/>'
    '<path d="m8.8 12 2.3 2.3 4.2-4.6"/>',
    "signature": '<path d="M3 17c4-9 7-12 8-10s-3 9-1.5 9.5S13 12 14 12.5s-.5 3 .5 3.5 2-2 3-2 1 1.5 3.5 1"/>'
    '<path d="M3 20.5h18"/>',
    "stack": '<path d="M12 4 3.5 8.5 12 13l8.5-4.5zM3.5 12.5 12 17l8.5-4.5M3.5 16.5 12 21l8.5-4.5"/>',
    "trash": '<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 13h9.4l.8-13M10 11v5.5M14 11v5.5"/>',
    "upload": '<path d="M12 16V5M7 9.5 12 4.5l5 5M4.5 20h15"/>',
}
