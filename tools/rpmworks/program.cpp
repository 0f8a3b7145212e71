// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.hpp"

#include <sys/stat.h>

#include <csignal>

#include "command_line.hpp"
#include "context.hpp"
#include "core/cancel.hpp"
#include "core/described.hpp"
#include "core/files.hpp"
#include "core/json.hpp"
#include "core/threads.hpp"
#include "output.hpp"
#include "signals/signals.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

// The form of errors. Determined before the command line is parsed, so that its errors have the requested
// form too.
struct ErrorForm {
  bool json_result = false;  ///< --json
  bool json_log = false;     ///< --log-format json
};

ErrorForm error_form(const std::vector<std::string>& arguments) {
  ErrorForm form;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--") break;
    form.json_result |= arguments[i] == "--json";
    if (arguments[i] == "--log-format" && i + 1 < arguments.size())
      form.json_log = arguments[i + 1] == "json";
    else if (arguments[i].starts_with("--log-format="))
      form.json_log = arguments[i] == "--log-format=json";
  }
  return form;
}

void tell(const Error& error, const ErrorForm& form) {
  if (form.json_log) return write_stderr(error_event(error));
  std::string text = harmless(error.render());
  if (const size_t at = text.find("error: "); at != std::string::npos && stderr_has_colour())
    text = text.substr(0, at) + "\033[1;31merror:\033[0m " + text.substr(at + 7);
  write_stderr(text);
}

int report_error(const Error& error, const ErrorForm& form) {
  tell(error, form);
  if (form.json_result) {
    try {
      print_json(error_json(error));
      flush_results();
    } catch (const ReaderGone&) {
      // The exit code still reports it.
    } catch (const Error& unwritable) {
      tell(unwritable, form);
    }
  }
  return static_cast<int>(error.code());
}

// Parses the command line and runs the command. Removes the progress display on return or exception.
ExitCode run(const std::vector<Command>& commands, const std::vector<std::string>& arguments) {
  const Invocation invocation = read_command_line(commands, arguments);
  if (!invocation.action) {
    print(invocation.text);
    return ExitCode::done;
  }
  const Detail detail = invocation.globals.quiet           ? Detail::quiet
                        : invocation.globals.verbosity > 0 ? Detail::verbose
                                                           : Detail::normal;
  Reporter reporter(choose_sink(invocation.globals.log_format, detail));
  Context context(invocation.globals, reporter);
  const ThreadLimit limit(context.jobs());
  return invocation.action(context);
}

// Ends as a program that does not ignore SIGPIPE would. All temporary files have been removed before.
int end_by_broken_pipe() {
  std::signal(SIGPIPE, SIG_DFL);
  std::raise(SIGPIPE);
  return static_cast<int>(ExitCode::failed);
}

int run_and_report(const std::vector<Command>& commands, const std::vector<std::string>& arguments) {
  const ErrorForm form = error_form(arguments);
  try {
    const ExitCode code = run(commands, arguments);
    flush_results();
    return static_cast<int>(code);
  } catch (const ReaderGone&) {
    return end_by_broken_pipe();
  } catch (const Error& error) {
    return report_error(error, form);  // a copy would lose the results of an ErrorWithResults
  } catch (...) {
    return report_error(described(std::current_exception()), form);
  }
}

}  // namespace

int run_program(const std::vector<Command>& commands, const std::vector<std::string>& arguments) {
  ::umask(022);  // others must be able to read releases, and the build user the roots; secret files get a
                 // mode of their own
  const Cancellation::Scope scope(signals::catch_interrupts());
  return run_and_report(commands, arguments);
}

}  // namespace rpmworks::cli
