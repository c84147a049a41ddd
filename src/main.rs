//! The command line. Does nothing but call [`annals::cli`], and say which allocator the program has.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    annals::cli::main()
}
