/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label-compiler.h"
#include "enlist-session.h"

/*
 * A factory, a site and an assistant for one test: a publisher's key, a device made from it (the real
 * enlist-device in a process of its own), its label, a journal, and the keyring of the session that the test
 * runs in.
 */
typedef struct {
  char *folder;             /* of everything below */
  char *storage;            /* the device's */
  char *uri;                /* where the device listens */
  EnlistPublisherKey *key;
  EnlistPublisher *publisher;
  EnlistDeviceValues *device;
  EnlistJournal *journal;
  EnlistKeyring *keyring;
  GSubprocess *process;     /* the device, while it runs */
} Enrollment;

void         enrollment_set_up     (Enrollment *self, const char *model);
void         enrollment_tear_down  (Enrollment *self);

/* (transfer full): a sample of data/samples ("weather-sensor"); the source may be changed before it is
 * compiled */
JsonNode    *enrollment_load_sample (const char *name);
EnlistLabel *enrollment_make_label  (Enrollment *self, JsonNode *source);

void         enrollment_start_device (Enrollment *self);
void         enrollment_stop_device  (Enrollment *self);

/* Answers every prompt with plausible values, and submits. */
void         enrollment_answer       (EnlistSession *session);

/* Runs a session to its end, answering its prompts. */
EnlistRecord *enrollment_run (Enrollment *self, EnlistSession *session, GError **error);
