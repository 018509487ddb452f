"""What the index must still learn: written in the transaction of the change, read by the one writer."""

from django.contrib.contenttypes.models import ContentType
from django.db import models


class IndexChange(models.Model):
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    # Written in the index that serves while another was being filled: kept, to be written in that one too.
    applied = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["applied", "id"], name="index_change_waiting")]  # the worker's query

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id}"
