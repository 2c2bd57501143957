"""The runner kit: serve functions to the studio over standard input and output.

    from function_runners.kit import Job, JobError, serve

    def generate(job: Job) -> dict:
        job.progress(10, "Reading the shot")
        ...
        return {"outputs": [{"path": "frame.png", "role": "primary", "mediaType": "image/png"}], "metadata": {}}

    if __name__ == "__main__":
        serve({"image.generate": generate}, name="my-runner", version="1.0.0")

Standard library only, so that a runner's own imports are all it pays for. The lines that go over the wire are
described in `docs/runner_protocol.md`.
"""

from function_runners.kit.channel import PROTOCOL
from function_runners.kit.job import Job, JobError
from function_runners.kit.serving import Function, serve

__all__ = ["PROTOCOL", "Function", "Job", "JobError", "serve"]
