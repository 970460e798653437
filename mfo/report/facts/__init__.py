"""What pages share: figures of a plan, markup, charts, language, sentences about prices."""
