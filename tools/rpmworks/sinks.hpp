// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/events.hpp"

namespace rpmworks::cli {

enum class Detail { quiet, normal, verbose };

/// Prints one line for each activity that ends, each note and each warning: for logs, and for terminals that
/// cannot move the cursor. Reports long-running activities before they end (LongActivities).
std::unique_ptr<EventSink> line_sink(Detail detail);
/// As line_sink, with live lines below that show the running activities (LiveView). Prints lines for nested
/// activities only if `detail` is verbose.
std::unique_ptr<EventSink> bar_sink(Detail detail, bool colour);
/// Prints each event as one line of JSON.
std::unique_ptr<EventSink> json_sink();

/// Creates the sink for `format` ("auto", "bar", "lines", "json") on the process's stderr.
std::unique_ptr<EventSink> choose_sink(const std::string& format, Detail detail);

/// Whether stderr is a terminal on which colours are wanted. NO_COLOR (https://no-color.org) and TERM=dumb
/// disable colours.
bool stderr_has_colour();

/// `text` without the characters that move a terminal's cursor or change its colours. Names and logs may come
/// from outside.
std::string harmless(std::string_view text);

/// The line for an event: "built greet  0.31 s, 3 packages". Empty for events that a sink of that detail does
/// not show, and for short steps.
std::string line_of(const Event& event, Detail detail);

/// What a download has received: "12.3 MiB of 40.0 MiB, 3.1 MiB/s". Empty for other events.
std::string transfer_of(const Event& event);

/// Writes to stderr with one call.
void write_stderr(std::string_view text);

}  // namespace rpmworks::cli
