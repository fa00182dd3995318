package main

import rego.v1

deny contains message if {
    some change in input.resource_changes
    change.type == "aws_rds_cluster"
    change.change.after.backup_retention_period < 7
    message := sprintf("%s keeps backups for %d days", [change.address, change.change.after.backup_retention_period])
}

deny contains message if {
    some change in input.resource_changes
    change.type == "aws_rds_cluster"
    not change.change.after.storage_encrypted
    message := sprintf("%s is not encrypted", [change.address])
}
