/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "interpreter.h"
#include "manifest.h"

/**
 * ScriptedHost:
 *
 * Runs a program by a script, as enlist_format/scripted.py does: what comes from outside is given beforehand,
 * and what has no effect on fields has none at all.
 */
typedef struct _ScriptedHost ScriptedHost;
struct _ScriptedHost {
  const EnlistManifest *manifest;
  EnlistFieldStore *store;

  /* The next value that @field is given; false when there is none and it keeps what it has. */
  bool (*answer) (ScriptedHost *host, unsigned field, EnlistSlice *value);
  /* The outcome of the next operation that can fail by the script */
  EnlistStatus (*fail) (ScriptedHost *host);
  /* A step is executed; a `try` has caught its failure. */
  void (*began)  (ScriptedHost *host, unsigned step);
  void (*caught) (ScriptedHost *host, unsigned step);
};

/*
 * @interpreter: stands at the start
 * @end: the number behind the last step that it will come to
 * @step: (out): where the program has ended or failed
 */
EnlistStatus scripted_host_run (ScriptedHost      *host,
                                EnlistInterpreter *interpreter,
                                unsigned           end,
                                EnlistStep        *step);
