/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

/* Sizes in bytes that labels, channels and signatures share (docs/format.md, clause 5). */

#define ENLIST_LABEL_ID_SIZE 8
#define ENLIST_LABEL_SECRET_SIZE 16
#define ENLIST_KEY_ID_SIZE 8
