"""What other programs do in a film's folder is seen, judged and told, as long as somebody looks at the film.

`inotify.py` hears raw noise, `grounds.py` knows which folder it came from, `settling.py` waits until a file is whole,
`own_commits` drops the echoes of the studio's edits, `telling.py` makes events of the rest. `sweep.py` looks by itself
where the system cannot tell, which `disks.py` knows.
"""
