/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

/*
 * What a D-Bus service exports: objects below an object manager at "/". Generated skeletons do not do for a
 * service that is to misbehave: here a property may be missing, every signal goes out at once, and a method
 * that nobody wants answers nothing.
 */
typedef struct _FakeObjects FakeObjects;

/* The answer to a method call may come later; the invocation is the callee's. */
typedef void (*FakeMethod) (gpointer user_data, const char *method, GVariant *parameters,
                            GDBusMethodInvocation *invocation);
/* Somebody sets a property. */
typedef void (*FakeSetter) (gpointer user_data, const char *property, GVariant *value,
                            GDBusMethodInvocation *invocation);

FakeObjects *fake_objects_new   (void);
void         fake_objects_free  (FakeObjects *self);

/* Joins a bus and owns a name on it; without objects at first. */
void         fake_objects_join  (FakeObjects *self, const char *address, const char *name);
/* Nobody is told which objects go with it; calls under way are never answered. */
void         fake_objects_leave (FakeObjects *self);
gboolean     fake_objects_is_on_bus (FakeObjects *self);
/* (transfer none) (nullable) */
GDBusConnection *fake_objects_get_connection (FakeObjects *self);

/* Adds an interface to what is at @path, perhaps nothing yet. @properties: (consumed when floating): a{sv}.
 * The object manager tells of it. */
void         fake_objects_add    (FakeObjects *self, const char *path, GDBusInterfaceInfo *interface,
                                  GVariant *properties, FakeMethod method, FakeSetter setter,
                                  gpointer user_data);
gboolean     fake_objects_has    (FakeObjects *self, const char *path);
/* With everything below. */
void         fake_objects_remove (FakeObjects *self, const char *path);

/* A property of the first interface. @value: (nullable) (consumed when floating): %NULL takes it away. Tells
 * of it, also when it is the same. */
void         fake_objects_set    (FakeObjects *self, const char *path, const char *property,
                                  GVariant *value);

/* Every call that ever came, as "Interface.Method" without the domain; also to objects that are not there. */
guint        fake_objects_count_calls (FakeObjects *self, const char *call);
/* (transfer full) (element-type utf8) */
GPtrArray   *fake_objects_dup_calls   (FakeObjects *self);
