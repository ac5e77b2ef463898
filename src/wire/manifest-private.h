/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "manifest.h"

/* Entries of the manifest's lists, for readers that stand on them. Internal to the manifest. */

EnlistStatus enlist_manifest_read_transport (EnlistCborReader     *reader,
                                             EnlistTransportEntry *transport);
EnlistStatus enlist_manifest_read_part (EnlistCborReader *reader,
                                        EnlistPartEntry  *part);
