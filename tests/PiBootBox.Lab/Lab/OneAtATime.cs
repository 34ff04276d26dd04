// Virtual PCs without hardware virtualization take a core each.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
