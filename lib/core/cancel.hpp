// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace rpmworks {

/// Makes SIGINT, SIGTERM and SIGHUP ask for an orderly end instead of killing the process, and ignores
/// SIGPIPE. Called once, by main.
void catch_interrupts();

/// Whether an end was asked for.
bool cancelled();

/// Throws Error(ExitCode::interrupted) when an end was asked for. Long loops call it between steps.
void throw_if_cancelled();

/// Asks for the end from within the program: a failed job ends its siblings.
void request_cancel();

/// A descriptor that becomes readable when an end is asked for, to be polled beside others; -1 before
/// catch_interrupts.
int cancel_fd();

}  // namespace rpmworks
