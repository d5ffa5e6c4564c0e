"""Documents in a bucket of an S3-compatible store instead of a folder, so that several machines share them."""

from __future__ import annotations

from botocore.config import Config

CONNECT_SECONDS, ANSWER_SECONDS, TRIES = 5, 30, 3


def bucket_storage(name: str, *, endpoint: str, region: str, key: str, secret: str) -> dict[str, object]:
    """Django's entry for the storage. Nothing in the bucket is public: files go out through the portal alone."""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": name,
            "endpoint_url": endpoint or None,
            "region_name": region or None,
            "access_key": key or None,
            "secret_key": secret or None,
            "location": "documents",
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},  # stores of one's own rarely have a name for each bucket
                connect_timeout=CONNECT_SECONDS,
                read_timeout=ANSWER_SECONDS,
                retries={"total_max_attempts": TRIES, "mode": "standard"},
                # Checksums of AWS's own that other stores refuse; what is stored is hashed by the portal.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        },
    }
