// SPDX-License-Identifier: GPL-3.0-or-later
// The command lines of the programs. CLI11 is seen by options.cpp alone: compiling it takes seconds a file.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace rpmworks::options {

/// An option or argument that was declared.
class Option {
 public:
  explicit Option(CLI::Option& option) : m_option(&option) {}

  Option& value(const std::string& name);  ///< what the help calls its value
  Option& one_of(const std::vector<std::string>& values);
  Option& within(unsigned least, unsigned most);
  /// `why_not` says what is wrong with a value; "" when nothing is.
  Option& checked(std::function<std::string(const std::string&)> why_not);
  Option& required();
  Option& excludes(const Option& other);
  Option& one_value_each();  ///< of a list: every value behind the option's name
  Option& shows_default();

 private:
  CLI::Option* m_option;
};

/// The options and arguments of a program or a command. `names` are those of an option ("-o,--output"), or of
/// an argument ("PACKAGE"). Values are written to `to`, which must live until the command line was read.
class OptionSet {
 public:
  explicit OptionSet(CLI::App& app) : m_app(&app) {}

  /// The heading under which the help shows what is declared next.
  OptionSet& heading(const std::string& text);

  void help();                            ///< -h, --help
  void version(const std::string& text);  ///< --version

  Option add(const std::string& names, std::string& to, const std::string& help);
  Option add(const std::string& names, fs::path& to, const std::string& help);
  Option add(const std::string& names, unsigned& to, const std::string& help);
  Option add(const std::string& names, std::vector<std::string>& to, const std::string& help);

  Option flag(const std::string& names, const std::string& help);
  Option flag(const std::string& names, bool& to, const std::string& help);
  Option flag(const std::string& names, int& times, const std::string& help);
  /// "--plan{text}": a flag that may have a value, --plan=json, and without one has that in braces.
  Option flag(const std::string& names, std::string& to, const std::string& help);
  Option flag(const std::string& names, std::function<void()> when_given, const std::string& help);

 private:
  CLI::App* m_app;
  std::string m_heading;
};

/// What came of a command line.
struct Outcome {
  std::string text;   ///< that --help or --version asks for; nothing else is to be done then
  std::string error;  ///< why it cannot be read; "" when it can
  int command = -1;   ///< which command was given, by its number
  std::vector<std::string> unexpected;  ///< arguments that nothing took
};

/// Reads the command line of a program, with commands or without.
class Parser {
 public:
  Parser(const std::string& name, const std::string& description);
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser();

  OptionSet options();
  void footer(const std::string& text);  ///< below the help

  /// Declares a command; they are numbered from 0.
  OptionSet add_command(const std::string& name, const std::string& summary, const std::string& group,
                        const std::string& footer);

  Outcome parse(const std::vector<std::string>& arguments);
  /// The long names of the options of the program, or of a command: "--output".
  std::vector<std::string> names(int command = -1) const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// Reads options up to the first argument that is none, and gives that; "" when there is none, or the options
/// cannot be read.
std::string first_argument(const std::function<void(OptionSet)>& declare,
                           const std::vector<std::string>& arguments);

}  // namespace rpmworks::options
