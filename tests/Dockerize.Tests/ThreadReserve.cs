namespace Dockerize.Tests;

/// <summary>
/// Sets the minimum number of threads of the thread pool, on which tests run in parallel. By default, the pool starts
/// with one thread per processor and adds one per second. A test that blocks threads would delay the responses of
/// another test until its timeouts expire.
/// </summary>
[TestClass]
public static class ThreadReserve
{
    private const int Threads = 32;

    [AssemblyInitialize]
    public static void Reserve(TestContext context) => Assert.IsTrue(ThreadPool.SetMinThreads(Threads, Threads));
}
