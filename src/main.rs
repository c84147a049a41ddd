//! The command line. Does nothing but call [`annals::cli`].

fn main() -> std::process::ExitCode {
    annals::cli::main()
}
