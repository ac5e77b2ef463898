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
  const char *media;        /* of parts that the device takes; %NULL for none */
  guint mtu;                /* of the device's frames; 0: the most there is */
  EnlistPublisherKey *key;
  EnlistPublisher *publisher;
  EnlistDeviceValues *device;
  EnlistJournal *journal;
  EnlistKeyring *keyring;
  GSubprocess *process;     /* the device, while it runs */
  GDataInputStream *lines;
  GString *log;             /* what the device has said: a line of JSON for each event */
} Enrollment;

void         enrollment_set_up             (Enrollment *self, const char *model);
void         enrollment_set_up_development (Enrollment *self, const char *model);
void         enrollment_tear_down          (Enrollment *self);

/* For g_test_add() */
void         enrollment_set_up_sensor      (Enrollment *self, gconstpointer data);
void         enrollment_clear              (Enrollment *self, gconstpointer data);

/* (transfer full): a sample of data/samples ("weather-sensor"); the source may be changed before it is
 * compiled */
JsonNode    *enrollment_load_sample (const char *name);
EnlistLabel *enrollment_make_label  (Enrollment *self, JsonNode *source);

/* A source written out in a test, with ' for ". */
JsonNode    *enrollment_parse_source (const char *text);
/* The label of the sensor, whose Wi-Fi the device knows */
EnlistLabel *enrollment_make_sensor  (Enrollment *self);
void         enrollment_write_networks (Enrollment *self, const char *passphrase);

void         enrollment_start_device (Enrollment *self);
void         enrollment_stop_device  (Enrollment *self); /* its log is complete then */
void         enrollment_kill_device  (Enrollment *self);
gboolean     enrollment_is_locked    (Enrollment *self); /* the device, for ever */

/* Answers every prompt with plausible values, and submits. */
void         enrollment_answer       (EnlistSession *session);

EnlistSession *enrollment_new_session (Enrollment *self, EnlistLabel *label);

/* Runs a session to its end, answering its prompts. @uri: (nullable): instead of what the label says */
EnlistRecord *enrollment_run    (Enrollment *self, EnlistSession *session, GError **error);
EnlistRecord *enrollment_run_at (Enrollment *self, EnlistSession *session, const char *uri,
                                 GCancellable *cancellable, GError **error);

/* The device has no owner, and a session of its own enrolls it at once. */
void          enrollment_assert_enrollable (Enrollment *self, EnlistLabel *label);

/* (element-type EnlistRecord) */
GPtrArray    *enrollment_list_records      (Enrollment *self);
/* (element-type EnlistJournalSession) */
GPtrArray    *enrollment_list_unfinished   (Enrollment *self);
