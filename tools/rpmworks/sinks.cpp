// SPDX-License-Identifier: GPL-3.0-or-later
#include "sinks.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "core/json.hpp"
#include "core/long_activities.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"

namespace rpmworks::cli {

namespace {

const char* kind_name(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::begin:
      return "begin";
    case Event::Kind::progress:
      return "progress";
    case Event::Kind::phase:
      return "phase";
    case Event::Kind::end:
      return "end";
    case Event::Kind::fail:
      return "fail";
    case Event::Kind::note:
      return "note";
    case Event::Kind::warning:
      return "warning";
    case Event::Kind::detail:
      return "detail";
  }
  return "";
}

class JsonSink : public EventSink {
 public:
  void on_event(const Event& event) override {
    Json json = {{"event", kind_name(event.kind)}};
    if (event.id != 0) json["id"] = event.id;
    if (event.parent != 0) json["parent"] = event.parent;
    if (!event.verb.empty()) json["verb"] = event.verb;
    json[event.verb.empty() ? "text" : "subject"] = event.subject;
    if (event.kind == Event::Kind::progress || event.done != 0) json["done"] = event.done;
    if (event.total != 0) json["total"] = event.total;
    if (event.bytes != 0) json["bytes"] = event.bytes;
    if (event.total_bytes != 0) json["total_bytes"] = event.total_bytes;
    if (event.kind == Event::Kind::end || event.kind == Event::Kind::fail)
      json["seconds"] = std::chrono::duration<double>(event.elapsed).count();
    if (!event.result.empty()) json[event.kind == Event::Kind::phase ? "phase" : "result"] = event.result;
    write_stderr(json.dump() + "\n");
  }
};

bool terminal_moves() {
  const char* term = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && term && *term != '\0' && std::string_view(term) != "dumb";
}

}  // namespace

void write_stderr(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    // The reader of stderr is gone; the run continues.
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

std::string harmless(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const size_t length = utf8_length(text, i);
    // U+0080–U+009F are control characters too: U+009B is equivalent to ESC [. A terminal that does not read
    // UTF-8 takes a single byte of these values for a control character as well.
    const bool is_c1 = c == 0xc2 && length == 2 && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    const bool is_c0 = (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
    if (length == 0 || is_c0 || is_c1 || turning_length(text, i) != 0)
      out += '?';
    else
      out += text.substr(i, length);
    i += std::max<size_t>(length, 1);
  }
  return out;
}

std::string transfer_of(const Event& event) {
  if (event.bytes == 0) return "";
  std::string text = human_bytes(event.bytes);
  if (event.total_bytes > event.bytes) text += " of " + human_bytes(event.total_bytes);
  const double seconds = std::chrono::duration<double>(event.elapsed).count();
  constexpr double k_shortest = 0.001;
  const double rate = static_cast<double>(event.bytes) / std::max(seconds, k_shortest);
  return text + fmt::format(", {}/s", human_bytes(static_cast<uint64_t>(rate)));
}

std::string line_of(const Event& event, Detail detail) {
  const auto activity = [&](const char* state) {
    std::string line = fmt::format("{} {}{}", event.verb, event.subject, state);
    line += fmt::format("  {}", human_duration(event.elapsed));
    if (!event.result.empty()) line += fmt::format("  {}", event.result);
    if (const std::string transfer = transfer_of(event); !transfer.empty()) line += "  " + transfer;
    return harmless(line);
  };
  const bool is_short_step =
      event.is_step && event.elapsed < LongActivities::k_long && detail != Detail::verbose;
  switch (event.kind) {
    case Event::Kind::begin:
      return detail == Detail::verbose ? harmless(fmt::format("{} {} …", event.verb, event.subject)) : "";
    case Event::Kind::progress:
      return "";
    case Event::Kind::phase:
      return detail == Detail::verbose
                 ? harmless(fmt::format("{} {}: {}", event.verb, event.subject, event.result))
                 : "";
    case Event::Kind::end:
      return detail == Detail::quiet || is_short_step ? "" : activity("");
    case Event::Kind::fail:
      return detail == Detail::quiet || is_short_step ? "" : activity(": failed");
    case Event::Kind::note:
      return detail == Detail::quiet ? "" : harmless(event.subject);
    case Event::Kind::warning:
      return "warning: " + harmless(event.subject);
    case Event::Kind::detail:
      return detail == Detail::verbose ? harmless(event.subject) : "";
  }
  return "";
}

bool stderr_has_colour() {
  const char* no_color = std::getenv("NO_COLOR");
  return terminal_moves() && (!no_color || *no_color == '\0');
}

std::unique_ptr<EventSink> json_sink() {
  return std::make_unique<JsonSink>();
}

std::unique_ptr<EventSink> choose_sink(const std::string& format, Detail detail) {
  if (format == "json") return json_sink();
  const bool bar = format == "bar" || (format == "auto" && terminal_moves());
  if (bar && detail != Detail::quiet) return bar_sink(detail, stderr_has_colour());
  return line_sink(detail);
}

}  // namespace rpmworks::cli
