// SPDX-License-Identifier: GPL-3.0-or-later
#include "options/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace rpmworks::options {

namespace {

constexpr size_t k_column_width = 34;

// Rewords CLI11's message for an option without a value: "--ref: 1 required REF missing".
std::string in_plain_words(const std::string& message) {
  constexpr std::string_view k_middle = ": 1 required ";
  constexpr std::string_view k_end = " missing";
  const size_t at = message.find(k_middle);
  if (at == std::string::npos || !message.ends_with(k_end)) return message;
  const size_t begin = at + k_middle.size();
  return message.substr(0, at) +
         " needs a value: " + message.substr(begin, message.size() - k_end.size() - begin);
}

// CLI11 expects the arguments in reverse order.
std::vector<std::string> reversed(const std::vector<std::string>& arguments) {
  return {arguments.rbegin(), arguments.rend()};
}

}  // namespace

Option& Option::value(const std::string& name) {
  m_option->type_name(name);
  return *this;
}

Option& Option::one_of(const std::vector<std::string>& values) {
  m_option->check(CLI::IsMember(values).description(""));
  return *this;
}

Option& Option::within(unsigned least, unsigned most) {
  m_option->check(CLI::Range(least, most).description(""));
  return *this;
}

Option& Option::checked(std::function<std::string(const std::string&)> why_not) {
  m_option->check(
      CLI::Validator([why_not = std::move(why_not)](std::string& text) { return why_not(text); }, ""));
  return *this;
}

Option& Option::required() {
  m_option->required();
  return *this;
}

Option& Option::excludes(const Option& other) {
  m_option->excludes(other.m_option);
  return *this;
}

Option& Option::one_value_each() {
  m_option->allow_extra_args(false);
  return *this;
}

Option& Option::shows_default() {
  m_option->capture_default_str();
  return *this;
}

OptionSet& OptionSet::heading(const std::string& text) {
  m_heading = text;
  return *this;
}

namespace {

Option under(const std::string& heading, CLI::Option* option) {
  if (!heading.empty()) option->group(heading);
  return Option(*option);
}

}  // namespace

void OptionSet::help() {
  under(m_heading, m_app->set_help_flag("-h,--help", "print this help and exit"));
}
void OptionSet::version(const std::string& text) {
  under(m_heading, m_app->set_version_flag("--version", text, "print the version and exit"));
}

Option OptionSet::add(const std::string& names, std::string& to, const std::string& help) {
  return under(m_heading, m_app->add_option(names, to, help));
}
Option OptionSet::add(const std::string& names, fs::path& to, const std::string& help) {
  return under(m_heading, m_app->add_option(names, to, help));
}
Option OptionSet::add(const std::string& names, unsigned& to, const std::string& help) {
  return under(m_heading, m_app->add_option(names, to, help));
}
Option OptionSet::add(const std::string& names, std::vector<std::string>& to, const std::string& help) {
  return under(m_heading, m_app->add_option(names, to, help));
}

Option OptionSet::flag(const std::string& names, const std::string& help) {
  return under(m_heading, m_app->add_flag(names)->description(help));
}
Option OptionSet::flag(const std::string& names, bool& to, const std::string& help) {
  return under(m_heading, m_app->add_flag(names, to, help));
}
Option OptionSet::flag(const std::string& names, int& times, const std::string& help) {
  return under(m_heading, m_app->add_flag(names, times, help));
}
Option OptionSet::flag(const std::string& names, std::string& to, const std::string& help) {
  return under(m_heading, m_app->add_flag(names, to, help));
}
Option OptionSet::flag(const std::string& names, std::function<void()> when_given, const std::string& help) {
  return under(m_heading, m_app->add_flag_callback(names, std::move(when_given), help));
}

struct Parser::State {
  CLI::App app;
  std::vector<CLI::App*> commands;
};

Parser::Parser(const std::string& name, const std::string& description)
    : m_state(new State{CLI::App(description, name), {}}) {
  m_state->app.get_formatter()->column_width(k_column_width);
  m_state->app.allow_extras();
}

Parser::~Parser() = default;

OptionSet Parser::options() {
  return OptionSet(m_state->app);
}

void Parser::footer(const std::string& text) {
  m_state->app.footer(text);
}

OptionSet Parser::add_command(const std::string& name, const std::string& summary, const std::string& group,
                              const std::string& footer) {
  m_state->app.require_subcommand(0, 1);
  CLI::App* const command = m_state->app.add_subcommand(name, summary)->group(group);
  command->allow_extras();
  command->footer(footer);
  m_state->commands.push_back(command);
  return OptionSet(*command);
}

Outcome Parser::parse(const std::vector<std::string>& arguments) {
  CLI::App& app = m_state->app;
  Outcome outcome;
  try {
    app.parse(reversed(arguments));
  } catch (const CLI::CallForVersion& version) {
    outcome.text = std::string(version.what()) + "\n";
  } catch (const CLI::CallForHelp&) {
    outcome.text = app.help();  // or of the given command
  } catch (const CLI::ParseError& error) {
    outcome.error = in_plain_words(error.what());
  }
  const auto given = app.get_subcommands();
  std::vector<const CLI::App*> levels = {&app};
  if (!given.empty()) {
    levels.push_back(given.front());
    outcome.command =
        static_cast<int>(std::ranges::find(m_state->commands, given.front()) - m_state->commands.begin());
  }
  for (const CLI::App* level : levels)
    for (const auto& argument : level->remaining())
      // CLI11 also reports the "--" that ends the options.
      if (argument != "--") outcome.unexpected.push_back(argument);
  return outcome;
}

std::vector<std::string> Parser::names(int command) const {
  const CLI::App& app = command < 0 ? m_state->app : *m_state->commands.at(static_cast<size_t>(command));
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string first_argument(const std::function<void(OptionSet)>& declare,
                           const std::vector<std::string>& arguments) {
  CLI::App app;
  declare(OptionSet(app));
  app.set_help_flag();
  app.prefix_command();
  try {
    app.parse(reversed(arguments));
  } catch (const CLI::ParseError&) {
    return {};
  }
  const auto rest = app.remaining();
  return rest.empty() ? "" : rest.front();
}

}  // namespace rpmworks::options
