/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

/*
 * A secret service whose only collection is locked and whose person dismisses every prompt, or never answers.
 * It lives in the default main context.
 */
typedef struct {
  GDBusConnection *connection;
  gboolean answers;
  guint n_prompts; /* how often a prompt was shown */
  guint name_id;
  guint object_ids[3];
} FakeSecrets;

void fake_secrets_start (FakeSecrets *self, gboolean answers);
void fake_secrets_stop  (FakeSecrets *self);
