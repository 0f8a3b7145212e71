// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/events.hpp"

namespace rpmworks::cli {

enum class Detail { quiet, normal, verbose };

/// One line for each activity that ends, each note and each warning: for logs, and for terminals that cannot
/// move the cursor. Activities that run long are told of before they end (LongActivities).
std::unique_ptr<EventSink> line_sink(Detail detail);
/// As line_sink, and below all that lines that say what is being done now (LiveView). What an activity of an
/// activity consists of leaves no line of its own unless `detail` is verbose.
std::unique_ptr<EventSink> bar_sink(Detail detail, bool colour);
/// One JSON object a line, every event.
std::unique_ptr<EventSink> json_sink();

/// The sink for `format` ("auto", "bar", "lines", "json") on this stderr.
std::unique_ptr<EventSink> choose_sink(const std::string& format, Detail detail);

/// Whether stderr is a terminal that colours are welcome on: NO_COLOR (https://no-color.org) and TERM=dumb
/// say that they are not.
bool stderr_has_colour();

/// `text` without what would move a terminal's cursor or change its colours: names and logs come from
/// outside.
std::string harmless(std::string_view text);

/// The line of an event that has one: "built greet  0.31 s, 3 packages"; empty for events that a sink of that
/// detail does not show. A step that did not run long has none.
std::string line_of(const Event& event, Detail detail);

/// Writes to stderr in one piece.
void write_stderr(std::string_view text);

}  // namespace rpmworks::cli
