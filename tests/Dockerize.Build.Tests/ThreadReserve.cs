namespace Dockerize.Build.Tests;

/// <summary>
/// Tests run on threads of the pool, which begins with one for each processor and adds one a second. A test that holds
/// some would let the time-outs of the one beside it pass while its answers wait.
/// </summary>
[TestClass]
public static class ThreadReserve
{
    private const int Threads = 32;

    [AssemblyInitialize]
    public static void Reserve(TestContext context) => Assert.IsTrue(ThreadPool.SetMinThreads(Threads, Threads));
}
