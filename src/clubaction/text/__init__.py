"""Text that people wrote: Markdown made safe, YAML read and edited to the byte, templates, messages."""
