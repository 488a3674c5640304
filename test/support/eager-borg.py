#!/usr/bin/python3
# The real borg without what no test here learns anything from, and what takes half of its start and all of its waiting:
# - It looks ten times a second whether a lock is free that it waits for. Of itself it sleeps a tenth of its patience in between,
#   twelve seconds in a job, even where the lock that it met was a dead borg's, which it has just removed. For how long it waits in
#   all is as it was told.
# - It does not test its own checksums and ciphers at every start, nor loads what mounts archives where none is mounted: settings
#   of its own, which say so.
import os
import runpy
import sys

os.environ["BORG_SELFTEST"] = "disabled"
if "mount" not in sys.argv:
    os.environ["BORG_FUSE_IMPL"] = "none"

from borg import locking

make_timer = locking.TimeoutTimer.__init__


def make_eager_timer(self, timeout=None, sleep=None):
    make_timer(self, timeout, 0.1 if sleep is None else sleep)


locking.TimeoutTimer.__init__ = make_eager_timer
sys.argv[0] = "/usr/bin/borg"
runpy.run_path(sys.argv[0], run_name="__main__")
