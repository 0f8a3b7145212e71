// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cancel.hpp"

namespace rpmworks::signals {

/// Makes SIGINT, SIGTERM and SIGHUP request the Cancellation that it returns, instead of killing the process,
/// ignores SIGPIPE, and takes SIGCHLD as by default. Called once, by main, which puts its work under it:
/// `const Cancellation::Scope scope(signals::catch_interrupts());`.
Cancellation catch_interrupts();

}  // namespace rpmworks::signals
