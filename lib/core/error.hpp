// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rpmworks {

/// The program's exit codes; docs/exit-codes.md describes them for users.
enum class ExitCode : int {
  done = 0,
  failed = 1,        ///< another reason
  usage = 2,         ///< the command line
  invalid = 3,       ///< configuration or input invalid
  build = 4,         ///< a build failed
  gate = 5,          ///< a gate failed: closure, missing SRPM, duplicate, unreadable by the client profile
  trust = 6,         ///< a missing, wrong or unknown signature
  upstream = 7,      ///< an upstream repository or the network failed
  locked = 8,        ///< another run holds the lock
  interrupted = 130  ///< Ctrl-C or SIGTERM
};

/// A place in a file. Lines and columns count from 1; 0 means unknown.
struct SourcePosition {
  std::string file;
  int line = 0;
  int column = 0;
  std::string text;  ///< the offending line without its newline, shown with a caret; empty if unknown
  int caret = 0;     ///< the column within `text` if it differs from `column`: see Error::at
};

/// The only error class of the project: what happened, where, during which action, and what to do about it.
///
/// Build it in one expression:
/// `throw Error(ExitCode::invalid, "unknown key 'targts'").at(position).hint("did you mean 'targets'?");`
///
/// Secrets are removed from every text at once (`redacted`), because errors are shown in terminals, CI logs,
/// JSON and web pages.
class Error : public std::exception {
 public:
  Error(ExitCode code, std::string what);

  /// Sets the place of the error.
  Error&& at(SourcePosition where) &&;
  /// Says what the user can do; one line, imperative.
  Error&& hint(std::string text) &&;
  /// Adds a line of evidence below the message, such as the last line of a log or the name of one missing
  /// package.
  Error&& note(std::string text) &&;
  Error&& notes(std::vector<std::string> lines) &&;
  /// Adds what was being done ("making the SRPM of nova"), innermost first.
  void during(std::string context);

  const char* what() const noexcept override { return m_what.c_str(); }
  ExitCode code() const { return m_code; }
  const std::optional<SourcePosition>& where() const { return m_where; }
  const std::string& hint() const { return m_hint; }
  const std::vector<std::string>& notes() const { return m_notes; }
  const std::vector<std::string>& trail() const { return m_trail; }

  /// The whole message as a user sees it, several lines, ending in a newline:
  /// `repos.yaml:7:5: error: …`, the line with a caret, the notes, the trail and the hint.
  std::string render() const;

 private:
  ExitCode m_code;
  std::string m_what;
  std::optional<SourcePosition> m_where;
  std::string m_hint;
  std::vector<std::string> m_notes;
  std::vector<std::string> m_trail;
};

/// Runs `work`. If it throws an Error, adds `context` to the trail of the Error.
template <typename Work>
decltype(auto) with_context(const std::string& context, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (Error& error) {
    error.during(context);
    throw;
  }
}

/// An Error for the failed system call `call` on `subject`, with the text for errno (read before anything
/// else can change it). Adds advice, for a full disk for example (with_advice). code() is `failed`.
Error system_error(const std::string& call, const std::string& subject);

}  // namespace rpmworks
